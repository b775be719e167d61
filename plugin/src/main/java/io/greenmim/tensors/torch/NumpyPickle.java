package io.greenmim.tensors.torch;

import io.greenmim.tensors.FileRegion;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A pickle of NumPy arrays alone, as detectron2 publishes its models: a dict of arrays, or a dict
 * of such dicts and of texts. It names nothing but what arrays need.
 */
final class NumpyPickle implements Pickle.Context {

  private static final Set<String> NAMES =
      Set.of(
          NumpyArray.CLASS,
          NumpyType.CLASS,
          "numpy.core.multiarray._reconstruct",
          "numpy._core.multiarray._reconstruct",
          "numpy.core.multiarray.scalar",
          "numpy._core.multiarray.scalar",
          "numpy.core.numeric._frombuffer",
          "numpy._core.numeric._frombuffer",
          "_codecs.encode",
          "__builtin__.bytes",
          "collections.OrderedDict");

  /** What was made of each object: a pickle may name one of them any number of times. */
  private final IdentityHashMap<Object, Object> made = new IdentityHashMap<>();

  private NumpyPickle() {}

  /**
   * Reads a file.
   *
   * @param file the whole file
   * @return what it holds, arrays as {@link NumpyArray}
   * @throws IOException if it is damaged, names anything else, or one of its arrays does not fit;
   *     the message does not name the file
   */
  static TorchContainer read(FileRegion file) throws IOException {
    NumpyPickle pickle = new NumpyPickle();
    Pickle.Read read = Pickle.read(file, file.length(), pickle);
    if (read.end() != file.length()) {
      throw new IOException(
          "a pickle with %s bytes behind it".formatted(file.length() - read.end()));
    }
    Object root =
        read.value() instanceof PickledDict dict ? pickle.arrays(dict, true) : read.value();
    return new TorchContainer(root, Map.of(), ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public Object persistent(Object id) throws IOException {
    return Pickle.NO_STORAGES.persistent(id);
  }

  @Override
  public void check(PickledClass name) throws IOException {
    if (!NAMES.contains(name.name())) {
      throw new IOException(
          "a pickle that names '%s', which arrays of NumPy do not need"
              .formatted(Printable.of(name.name())));
    }
  }

  private PickledDict arrays(PickledDict dict, boolean outer) throws IOException {
    PickledDict converted = new PickledDict();
    for (int i = 0; i < dict.size(); i++) {
      converted.put(dict.key(i), array(dict.value(i), outer));
    }
    return converted;
  }

  private Object array(Object value, boolean outer) throws IOException {
    boolean isArray =
        value instanceof PickledObject object && object.className().equals(NumpyArray.CLASS);
    boolean isDict = outer && value instanceof PickledDict;
    if (!isArray && !isDict) {
      return value;
    }
    Object known = made.get(value);
    if (known == null) {
      known = isArray ? NumpyArray.of((PickledObject) value) : arrays((PickledDict) value, false);
      made.put(value, known);
    }
    return known;
  }
}
