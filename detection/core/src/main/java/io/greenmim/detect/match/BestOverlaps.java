package io.greenmim.detect.match;

import io.greenmim.detect.boxes.BoxOverlap;
import java.util.Arrays;

/**
 * Collects the best overlap of each candidate, and the candidates that share the best overlap of
 * each object, from overlaps that come piece by piece.
 */
final class BestOverlaps implements BoxOverlap.Sink {

  private static final int FEW = 4;

  private final float[] ofCandidates;
  private final int[] objectsOfCandidates;
  private final float[] ofObjects;

  /** The candidates with the best overlap of each object so far, unless that is 0. */
  private final int[][] bestOfObjects;

  private final int[] counts;

  BestOverlaps(int objects, int candidates) {
    ofCandidates = new float[candidates];
    objectsOfCandidates = new int[candidates];
    ofObjects = new float[objects];
    bestOfObjects = new int[objects][FEW];
    counts = new int[objects];
  }

  @Override
  public void accept(int object, int start, float[] values, int count) {
    float best = ofObjects[object];
    for (int i = 0; i < count; i++) {
      float value = values[i];
      if (value > 0) {
        int candidate = start + i;
        if (value > ofCandidates[candidate]) {
          ofCandidates[candidate] = value;
          objectsOfCandidates[candidate] = object;
        }
        if (value >= best) {
          if (value > best) {
            best = value;
            counts[object] = 0;
          }
          addBest(object, candidate);
        }
      }
    }
    ofObjects[object] = best;
  }

  private void addBest(int object, int candidate) {
    int at = counts[object]++;
    if (at == bestOfObjects[object].length) {
      bestOfObjects[object] = Arrays.copyOf(bestOfObjects[object], 2 * at);
    }
    bestOfObjects[object][at] = candidate;
  }

  int objects() {
    return ofObjects.length;
  }

  float[] ofCandidates() {
    return ofCandidates;
  }

  int[] objectsOfCandidates() {
    return objectsOfCandidates;
  }

  /** Makes the candidates positive that share the best overlap of an object. */
  void markBestOfObjects(byte[] labels) {
    for (int object = 0; object < ofObjects.length; object++) {
      if (ofObjects[object] == 0) {
        // The object overlaps nothing: its best overlap is that of every candidate.
        Arrays.fill(labels, Label.POSITIVE);
        return;
      }
      for (int i = 0; i < counts[object]; i++) {
        labels[bestOfObjects[object][i]] = Label.POSITIVE;
      }
    }
  }
}
