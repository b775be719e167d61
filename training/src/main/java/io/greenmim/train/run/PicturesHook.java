package io.greenmim.train.run;

import io.greenmim.train.task.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes {@code epoch-NNNN.png} after every epoch. */
final class PicturesHook implements RunHook {

  private final Pictures pictures;
  private RunView run;

  PicturesHook(Pictures pictures) {
    this.pictures = pictures;
  }

  @Override
  public void begins(RunView view) {
    run = view;
  }

  @Override
  public void epochEnded(long epoch) throws IOException {
    pictures.drawing().draw(run.manager()).write(file(epoch));
  }

  @Override
  public boolean owes(long epoch) {
    return !Files.exists(file(epoch));
  }

  private Path file(long epoch) {
    return run.folder()
        .resolve(pictures.folder())
        .resolve(String.format(Locale.ROOT, "epoch-%04d.png", epoch));
  }
}
