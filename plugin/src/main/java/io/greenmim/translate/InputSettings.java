package io.greenmim.translate;

import ai.djl.translate.ArgumentsUtil;
import io.greenmim.image.read.ImageLimits;
import java.util.Map;
import java.util.Set;

/**
 * What translators read.
 *
 * @param own limits of files that the application names
 * @param network limits of what comes over the network
 * @param privateAddresses whether web addresses of this machine and its network are fetched
 */
public record InputSettings(ImageLimits own, ImageLimits network, boolean privateAddresses) {

  /** Argument: whether web addresses of this machine and its network are fetched. */
  public static final String PRIVATE_ADDRESSES = "privateAddresses";

  /** Names of the arguments. */
  public static final Set<String> ARGUMENTS =
      Set.of(
          ImageLimits.MAX_BYTES, ImageLimits.MAX_SIDE, ImageLimits.MAX_PIXELS, PRIVATE_ADDRESSES);

  /**
   * Reads the arguments of a model; a limit that is given holds for files and the network alike.
   *
   * @param arguments numbers or texts
   * @return the settings
   * @throws IllegalArgumentException if a value is no number or out of its range
   */
  public static InputSettings of(Map<String, ?> arguments) {
    return new InputSettings(
        limits(arguments, ImageLimits.USUAL),
        limits(arguments, ImageLimits.NETWORK),
        ArgumentsUtil.booleanValue(arguments, PRIVATE_ADDRESSES, false));
  }

  private static ImageLimits limits(Map<String, ?> arguments, ImageLimits usual) {
    return new ImageLimits(
        whole(arguments, ImageLimits.MAX_BYTES, usual.bytes()),
        (int) Math.min(Integer.MAX_VALUE, whole(arguments, ImageLimits.MAX_SIDE, usual.side())),
        whole(arguments, ImageLimits.MAX_PIXELS, usual.pixels()));
  }

  private static long whole(Map<String, ?> arguments, String name, long otherwise) {
    Object given = arguments.get(name);
    if (given == null) {
      return otherwise;
    }
    try {
      // Arguments come as numbers of any type, from JSON as doubles, from properties as texts.
      double number = Double.parseDouble(given.toString());
      if (number == Math.rint(number)) {
        return (long) number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": expected a whole number, got " + given, e);
    }
    throw new IllegalArgumentException(name + ": expected a whole number, got " + given);
  }
}
