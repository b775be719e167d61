package io.greenmim.zoo;

import ai.djl.util.Utils;
import io.greenmim.download.RootFolder;
import io.greenmim.download.WebAnswer;
import io.greenmim.download.WebClient;
import io.greenmim.download.WebException;
import io.greenmim.download.WebSettings;
import io.greenmim.tensors.AtomicFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A zoo behind a web server. Index and metadata are asked for anew each time, and kept for the time
 * when DJL is told that there is no network.
 */
final class HttpZoo implements ZooSource {

  private static final WebClient WEB = new WebClient(WebSettings.own());

  private final URI root;

  /** The address ends in a slash. */
  HttpZoo(URI root) {
    this.root = root;
  }

  @Override
  public URI uri() {
    return root;
  }

  @Override
  public List<String> metadataPaths() throws IOException {
    return read(INDEX, ZooSource::parseIndex);
  }

  @Override
  public InputStream open(String path) throws IOException {
    URI file = root.resolve(path);
    if (Utils.isOfflineMode()) {
      throw new FileNotFoundException(
          file + " is not in the cache, and DJL_OFFLINE forbids to fetch it");
    }
    WebAnswer answer;
    try {
      answer = WEB.get(file, Map.of());
    } catch (WebException e) {
      throw new IOException("cannot fetch " + e.getMessage(), e);
    }
    if (answer.status() != WebAnswer.OK) {
      answer.close();
      throw new FileNotFoundException(file + ": the server answered " + answer.status());
    }
    return answer.body();
  }

  /** Only what can be read is kept. */
  @Override
  public <T> T read(String path, TextReader<T> reader) throws IOException {
    Path cached = new RootFolder(cache()).resolve(path);
    if (Utils.isOfflineMode() && Files.exists(cached)) {
      return reader.read(Files.readString(cached));
    }
    String text = text(path);
    T value = reader.read(text);
    AtomicFiles.writeText(cached, text);
    return value;
  }
}
