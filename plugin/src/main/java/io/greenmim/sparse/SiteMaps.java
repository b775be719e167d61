package io.greenmim.sparse;

/**
 * Sites with what the submanifold convolutions of a stage read there, on the host: made once a mask
 * on the loader's threads. Immutable.
 */
public final class SiteMaps {

  private final FormMaps maps;

  private SiteMaps(FormMaps maps) {
    this.maps = maps;
  }

  /**
   * Makes the maps of the form that takes the least time.
   *
   * @param sites the sites
   * @param channels channels C of a token
   * @param kernel side k of the depth-wise kernels, odd
   * @return the maps
   */
  public static SiteMaps depthwise(Sites sites, int channels, int kernel) {
    return of(sites, FormCosts.cheapest(sites, channels, kernel), kernel);
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
    return new SiteMaps(FormMaps.of(sites, form, kernel));
  }

  /** {@return the sites} */
  public Sites sites() {
    return maps.sites();
  }

  /** {@return how the convolutions are computed} */
  public ConvolutionForm form() {
    return maps.form();
  }

  FormMaps maps() {
    return maps;
  }
}
