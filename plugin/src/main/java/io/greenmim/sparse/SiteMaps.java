package io.greenmim.sparse;

import ai.djl.Device;
import io.greenmim.ops.Precision;
import java.util.function.Function;

/**
 * Sites with what the submanifold convolutions of a stage read there, on the host: made once a mask
 * on the loader's threads. Immutable.
 */
public final class SiteMaps {

  private final Sites sites;
  private final Function<Batch, ConvolutionForm> choice;
  private final Remembered<ConvolutionForm, FormMaps> forms;
  private final Remembered<Integer, int[]> gridRows;
  private final Remembered<Batch, BatchMaps> batches = new Remembered<>(this::make);

  /** What the choice of a form depends on besides sites, channels and kernel. */
  private record Batch(int images, Precision precision) {}

  private SiteMaps(Sites sites, int kernel, Function<Batch, ConvolutionForm> choice) {
    this.sites = sites;
    this.choice = choice;
    gridRows = new Remembered<>(sites::gridRows);
    forms = new Remembered<>(form -> FormMaps.of(sites, form, kernel));
  }

  /**
   * Makes the maps of the form that takes the least time for a batch and a precision.
   *
   * @param sites the sites
   * @param channels channels C of a token
   * @param kernel side k of the depth-wise kernels, odd
   * @return the maps
   */
  public static SiteMaps depthwise(Sites sites, int channels, int kernel) {
    return new SiteMaps(
        sites,
        kernel,
        batch -> FormCosts.cheapest(sites, channels, kernel, batch.images(), batch.precision()));
  }

  /**
   * Makes the maps of a given form.
   *
   * @param sites the sites
   * @param form the form
   * @param kernel side k of the depth-wise kernels, odd
   * @return the maps
   * @throws IllegalArgumentException if the form is not possible at the sites
   */
  public static SiteMaps of(Sites sites, ConvolutionForm form, int kernel) {
    SiteMaps maps = new SiteMaps(sites, kernel, batch -> form);
    maps.forms.of(form);
    return maps;
  }

  /** {@return the sites} */
  public Sites sites() {
    return sites;
  }

  /** Tells how the convolutions of a batch are computed on a CPU. */
  ConvolutionForm form(int images, Precision precision) {
    return choice.apply(new Batch(images, precision));
  }

  /**
   * Makes the maps of a batch now, for {@link SiteArrays} to copy.
   *
   * @param images images of the batch, B
   * @param device where the pass is computed
   * @param precision what the pass is computed with
   * @throws IllegalArgumentException if there are several lists of sites, but not one for each
   *     image
   */
  public void prepare(int images, Device device, Precision precision) {
    batch(images, device, precision);
  }

  BatchMaps batch(int images, Device device, Precision precision) {
    // On GPUs no form but the grid was ever measured.
    return batches.of(new Batch(images, device.isGpu() ? Precision.REFERENCE : precision));
  }

  private BatchMaps make(Batch batch) {
    int[] rows = sites.whole() ? new int[0] : gridRows.of(batch.images());
    return BatchMaps.of(forms.of(choice.apply(batch)), batch.images(), rows);
  }
}
