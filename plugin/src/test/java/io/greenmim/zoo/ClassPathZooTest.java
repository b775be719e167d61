package io.greenmim.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathZooTest {

  private static final String METADATA =
      "model/cv/io/greenmim/swin_nano_patch4_window7_224/metadata.json";

  @Test
  void readsFromInsideOfAJar(@TempDir Path folder) throws IOException {
    Path jar = folder.resolve("zoo.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("mlrepo/greenmim-index.txt"));
      out.write((METADATA + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
      out.putNextEntry(new JarEntry("mlrepo/" + METADATA));
      try (InputStream in = getClass().getResourceAsStream("/mlrepo/" + METADATA)) {
        in.transferTo(out);
      }
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      ZooRepository zoo = new ZooRepository(new ClassPathZoo(loader), Map.of());
      List<MRL> models = zoo.getResources();
      assertEquals(1, models.size());
      Metadata metadata = zoo.locate(models.get(0));
      assertEquals("swin_nano_patch4_window7_224", metadata.getArtifactId());
    }
  }

  /** As two modules have it. */
  @Test
  void readsEveryIndexAndEachModelOnce(@TempDir Path folder) throws IOException {
    URL[] places = new URL[2];
    for (int i = 0; i < places.length; i++) {
      Path index = folder.resolve(i + "/mlrepo/greenmim-index.txt");
      Files.createDirectories(index.getParent());
      Files.writeString(index, METADATA + "\n" + METADATA.replace("nano", "size" + i) + "\n");
      places[i] = folder.resolve(i + "/").toUri().toURL();
    }
    try (URLClassLoader loader = new URLClassLoader(places, null)) {
      assertEquals(
          List.of(METADATA, METADATA.replace("nano", "size0"), METADATA.replace("nano", "size1")),
          new ClassPathZoo(loader).metadataPaths());
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[0], null)) {
      FileNotFoundException e =
          assertThrows(FileNotFoundException.class, () -> new ClassPathZoo(loader).metadataPaths());
      assertEquals(
          "class path: expected a resource mlrepo/greenmim-index.txt that lists models, found none;"
              + " it is in io.greenmim:greenmim-zoo-metadata",
          e.getMessage());
    }
  }
}
