package io.greenmim.train.run;

import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.report.ValidationScore;
import java.io.IOException;
import java.nio.file.Path;

/** Lists what cannot be read, whenever there is more of it than before. */
final class UnreadableHook implements RunHook {

  private RunView run;
  private int listed;

  @Override
  public void begins(RunView view) throws IOException {
    run = view;
    list();
  }

  @Override
  public void stepTaken(StepResult step) throws IOException {
    list();
  }

  @Override
  public void epochEnded(long epoch) throws IOException {
    list();
  }

  @Override
  public void validated(ValidationScore score, boolean best) throws IOException {
    list();
  }

  private void list() throws IOException {
    if (run.unreadable().size() == listed) {
      return;
    }
    listed = run.unreadable().size();
    Path list = run.folder().resolve(UnreadableImages.LIST);
    run.unreadable().list(list);
    run.messages().accept("%s unreadable file(s) skipped, listed in %s".formatted(listed, list));
  }
}
