package io.greenmim.translate;

import ai.djl.modality.Input;
import ai.djl.ndarray.BytesSupplier;
import io.greenmim.download.WebClient;
import io.greenmim.download.WebSettings;
import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.image.read.ImageReader;
import io.greenmim.image.read.MalformedImageException;
import io.greenmim.image.read.PortableReader;
import io.greenmim.tensors.JsonText;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads images from where translators are told to find them. Whatever is refused is named in one
 * line. Thread-safe.
 */
final class ImageSource {

  /** A scheme of two letters or more: one letter is a drive. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]+):(?<rest>.*)", Pattern.DOTALL);

  private static final Pattern DATA =
      Pattern.compile("data:image/[\\w.+-]+;base64,", Pattern.CASE_INSENSITIVE);

  /** What Java would fetch by itself, unchecked: of an archive that is elsewhere, of a host. */
  private static final Pattern UNCHECKED =
      Pattern.compile(
          "(?:jar:)*(?:(?:https?|ftp):|file://(?!localhost/|/)).*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final String JSON = "application/json";
  private static final String IMAGE_URL = "image_url";
  private static final int MOST_SHOWN = 200;
  private static final int LONGEST_ADDRESS = 8 << 10;

  private final ImageReader own;
  private final ImageReader network;
  private final WebClient web;
  private final int channels;

  ImageSource(InputSettings settings, int channels) {
    this.channels = channels;
    own = new PortableReader(settings.own());
    network = new PortableReader(settings.network());
    web = new WebClient(WebSettings.strangers(settings.privateAddresses()));
  }

  PixelImage path(Path file) throws IOException {
    try {
      return own.read(own.limits().read(file), channels);
    } catch (MalformedImageException e) {
      throw named(file, e);
    }
  }

  PixelImage stream(InputStream stream) throws IOException {
    return own.read(own.limits().read(stream), channels);
  }

  /** An address that the application made: of the web, or of what Java opens on this machine. */
  PixelImage url(URL url) throws IOException {
    if (isWeb(url.getProtocol())) {
      return web(address(url.toString()));
    }
    if (UNCHECKED.matcher(url.toString()).matches()) {
      throw unexpected("an address of http or https, or of a file of this machine", url.toString());
    }
    try (InputStream stream = url.openStream()) {
      return stream(stream);
    } catch (MalformedImageException e) {
      throw named(url, e);
    }
  }

  /** An address of the web, a file or an image in Base64; any other text is a path. */
  PixelImage text(String text) throws IOException {
    Matcher matcher = ADDRESS.matcher(text);
    String scheme = matcher.matches() ? matcher.group("scheme").toLowerCase(Locale.ROOT) : "";
    if (scheme.equals("data") || isWeb(scheme)) {
      return remoteText(text);
    }
    if (scheme.equals("file") || scheme.equals("jar")) {
      return url(address(text).toURL());
    }
    if (matcher.matches() && matcher.group("rest").startsWith("//")) {
      throw unexpected("an address of http, https or file, or a path", text);
    }
    try {
      Path file = Path.of(text);
      if (!Files.exists(file)) {
        throw unexpected("an address, or the path of a file that exists", text);
      }
      return path(file);
    } catch (InvalidPathException e) {
      throw unexpected("an address or a path", text);
    }
  }

  /** What came over the network: an image's bytes, or JSON that names an address of the web. */
  PixelImage input(Input input) throws IOException {
    BytesSupplier data = input.getData();
    if (data == null) {
      throw new IOException("expected an image, got an input without data");
    }
    String type = input.getProperty("Content-Type", "").split(";", 2)[0].strip();
    if (!type.equalsIgnoreCase(JSON)) {
      byte[] bytes = data.getAsBytes();
      return network.read(bytes, channels);
    }
    Map<String, Object> object;
    try {
      object = JsonText.object(data.getAsString());
    } catch (JsonText.Malformed e) {
      throw new IOException("expected a JSON object with " + IMAGE_URL + ": " + e.getMessage(), e);
    }
    if (!(object.get(IMAGE_URL) instanceof String address)) {
      throw new IOException(
          "expected a JSON object with a text %s, got one with %s"
              .formatted(IMAGE_URL, Printable.of(object.keySet().toString())));
    }
    return remoteText(address);
  }

  private PixelImage remoteText(String text) throws IOException {
    Matcher data = DATA.matcher(text);
    if (data.lookingAt()) {
      network.limits().requireLength((text.length() - data.end()) / 4L * 3);
      try {
        return network.read(
            Base64.getDecoder().decode(text.substring(data.end()).replaceAll("\\s", "")), channels);
      } catch (IllegalArgumentException e) {
        throw new IOException("expected an image in Base64: " + e.getMessage(), e);
      }
    }
    URI address = address(text);
    if (address.getScheme() == null || !isWeb(address.getScheme())) {
      throw unexpected("an address of http or https, or an image in Base64 (data:image/...)", text);
    }
    return web(address);
  }

  private PixelImage web(URI address) throws IOException {
    ImageLimits limits = network.limits();
    try {
      byte[] bytes = web.fetch(address, Math.toIntExact(limits.bytes()));
      return network.read(bytes, channels);
    } catch (MalformedImageException e) {
      throw named(address, e);
    }
  }

  private static boolean isWeb(String scheme) {
    return scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
  }

  private static URI address(String text) throws IOException {
    if (text.length() > LONGEST_ADDRESS) {
      throw unexpected("an address of at most %s characters".formatted(LONGEST_ADDRESS), text);
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw unexpected("an address", text);
    }
  }

  private static IOException unexpected(String what, String text) {
    String shown = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
    return new IOException(
        "expected %s, got %s".formatted(what, shown.replaceAll("\\p{Cntrl}", "?")));
  }

  private static IOException named(Object source, MalformedImageException e) {
    return new IOException(source + ": " + e.getMessage(), e);
  }
}
