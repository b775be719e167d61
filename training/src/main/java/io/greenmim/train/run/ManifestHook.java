package io.greenmim.train.run;

import io.greenmim.train.report.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes {@code manifest.json} when a run begins; what it says of earlier starts stays in it. */
final class ManifestHook implements RunHook {

  private RunView run;
  private RunManifest manifest;

  @Override
  public void begins(RunView view) throws IOException {
    run = view;
    RunManifest own = run.origin().manifest(run.start(), run.unreadable().size(), now());
    boolean resumed =
        run.start().step() > 0 && Files.exists(run.folder().resolve(RunManifest.NAME));
    manifest = resumed ? own.resuming(RunManifest.read(run.folder())) : own;
    manifest.write(run.folder());
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  @Override
  public void ended(RunEnd end) throws IOException {
    manifest
        .ended(
            new RunManifest.End(now(), end.state().step(), end.finished()),
            run.unreadable().size(),
            end.state().wallSeconds())
        .write(run.folder());
  }
}
