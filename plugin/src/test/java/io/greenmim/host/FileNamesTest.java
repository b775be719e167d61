package io.greenmim.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FileNamesTest {

  @Test
  void namesUnderPosixAreToldOfWithTheRemedy() {
    assertEquals(
        Optional.of(
            new Notice(
                true,
                "names of files: expected a locale with UTF-8, got one for ASCII (ANSI_X3.4-1968),"
                    + " so that other names cannot be read; start Java with LC_ALL=C.UTF-8")),
        FileNames.check("ANSI_X3.4-1968"));
  }

  @Test
  void otherEncodingsAreTheUsersChoice() {
    for (String encoding : new String[] {"UTF-8", "ISO-8859-1", "Cp1252"}) {
      assertEquals(Optional.empty(), FileNames.check(encoding));
    }
  }
}
