package io.greenmim.examples;

import io.greenmim.train.probe.EncoderProbe;
import io.greenmim.train.probe.LinearResult;
import io.greenmim.train.probe.LinearSettings;
import io.greenmim.train.probe.NeighbourVotes;
import java.nio.file.Path;

/** Asks what an encoder's features know of classes, and keeps the linear probe as a classifier. */
public final class ProbeFeatures {

  private ProbeFeatures() {}

  /**
   * Runs the example.
   *
   * @param args a model (a run, a model folder or an id of the zoo), a folder of class folders, and
   *     a folder for the classifier
   * @throws Exception if it fails
   */
  public static void main(String[] args) throws Exception {
    try (EncoderProbe probe =
        EncoderProbe.builder()
            .setModel(args[0])
            .setData(Path.of(args[1]))
            .optListener(System.out::println)
            .build()) {
      System.out.println(probe.neighbours(NeighbourVotes.USUAL).text());
      LinearResult linear = probe.linear(LinearSettings.USUAL);
      System.out.println(linear.text());
      probe.save(Path.of(args[2]), linear);
    }
  }
}
