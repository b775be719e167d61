package io.greenmim.sparse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.ResponseNorm;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.Precision;

/**
 * Where tokens lie, and which of them are one image to a response normalisation, on a device.
 *
 * @param sites where the tokens lie
 * @param images image of each token where images have different numbers of tokens: 1 or 0, (R, B),
 *     float32; null where tokens are (n, B, C)
 * @param whole whether responses are normalised over the whole batch
 * @param shown 1 where a token is not zero and 0 where it is and stays so, (n, 1 or B, 1), float32;
 *     null where all are not
 */
public record ResponseSites(SiteArrays sites, NDArray images, boolean whole, NDArray shown) {

  /**
   * Copies sites to a device.
   *
   * @param manager manager that names the device and owns the arrays
   * @param maps the sites, and what convolutions read there
   * @param batch images of the batch, B
   * @param over what responses are normalised over
   * @param precision what the pass is computed with
   * @return their arrays
   * @throws IllegalArgumentException if there are several lists of sites, but not one for each
   *     image
   */
  public static ResponseSites of(
      NDManager manager, SiteMaps maps, int batch, ResponseNorm over, Precision precision) {
    Sites sites = maps.sites();
    return new ResponseSites(
        SiteArrays.of(manager, maps, batch, precision),
        sites.even() ? null : images(manager, sites, batch),
        over == ResponseNorm.BATCH,
        null);
  }

  /**
   * Returns the same sites, some of whose tokens are zero.
   *
   * @param tokens 1 where a token is not zero and 0 where it is, (n, 1 or B, 1); null for none
   * @return a copy
   */
  public ResponseSites withShown(NDArray tokens) {
    return new ResponseSites(sites, images, whole, tokens);
  }

  private static NDArray images(NDManager manager, Sites sites, int batch) {
    float[] values = new float[sites.count() * batch];
    int token = 0;
    for (int image = 0; image < batch; image++) {
      int end = token + sites.of(image).length;
      for (; token < end; token++) {
        values[token * batch + image] = 1;
      }
    }
    return EngineMemory.of(manager, values, new Shape(sites.count(), batch));
  }

  /** Lists what each token has of what each image has, (B, C) -> (R, 1, C). */
  NDArray ofTokens(NDArray ofImages) {
    return images.matMul(ofImages).expandDims(1);
  }
}
