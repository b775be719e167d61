package io.greenmim.tensors.torch;

import io.greenmim.tensors.FileRegion;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * What a PyTorch file holds.
 *
 * @param root the pickled object
 * @param storages where the bytes of each storage are, by its key
 * @param order order of the bytes of an element in the storages
 */
record TorchContainer(Object root, Map<String, FileRegion> storages, ByteOrder order) {}
