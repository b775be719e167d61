package io.greenmim.cli.machine;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions that the build wrote into the jar. */
public final class BuildVersion implements IVersionProvider {

  private static final String RESOURCE = "build.properties";

  private final Properties properties = new Properties();

  /**
   * Reads the build's properties.
   *
   * @throws IOException if the resource is missing or cannot be read
   */
  public BuildVersion() throws IOException {
    try (InputStream in = BuildVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("resource " + RESOURCE + " is missing from the class path");
      }
      properties.load(in);
    }
  }

  /**
   * The version of this project.
   *
   * @return such as {@code 0.1.0}
   */
  public String project() {
    return properties.getProperty("version");
  }

  /**
   * The version of PyTorch that the JNI library was built for.
   *
   * @return such as {@code 2.7.1}
   */
  public String pytorch() {
    return properties.getProperty("pytorch");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "greenmim " + project() + " (DJL " + Engine.getDjlVersion() + ", PyTorch " + pytorch() + ")"
    };
  }
}
