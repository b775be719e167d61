package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.greenmim.config.ImageSize;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.layout.MergeOrder;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import io.greenmim.tensors.torch.PickleBytes;
import io.greenmim.tensors.torch.TorchArchive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PyTorch file as the published training code writes it, from the bytes to the model. */
class TorchCheckpointTest {

  @TempDir Path folder;

  @Test
  void readsAPreTrainingCheckpointWithItsArguments() throws IOException {
    PublishedKeys keys = new PublishedKeys(new SyntheticSwin(TensorType.F32, 4, 4, 4, 4));
    Map<String, StoredTensor> published =
        keys.microsoft("encoder.", MergeOrder.ROW, ModelKind.GREENMIM);
    published.keySet().removeIf(name -> name.endsWith("relative_position_index"));
    Path file = write(published);

    ImportedModel model =
        CheckpointImporter.read(
            CheckpointFile.open(file, "model"),
            ImportOptions.defaults().withMergeOrder(MergeOrder.ROW).withStrict(true));

    assertEquals("greenmim_swin", model.layout().id());
    Tensors.assertSame(keys.ours(ModelKind.GREENMIM), model.tensors());
    MimConfig mim = (MimConfig) model.config().head();
    assertEquals(0.6, mim.maskRatio());
    assertFalse(mim.normaliseTarget());
    assertEquals(ImageSize.square(224), model.config().encoder().imageSize());
  }

  /** {'model': {...}, 'epoch': 799, 'args': Namespace(...)}. */
  private Path write(Map<String, StoredTensor> tensors) throws IOException {
    PickleBytes pickle = PickleBytes.start().op('}').text("model").op('}');
    Map<String, byte[]> storages = new LinkedHashMap<>();
    for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
      String key = Integer.toString(storages.size());
      StoredTensor tensor = entry.getValue();
      ByteBuffer data = tensor.read();
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      storages.put(key, bytes);
      long[] sides = tensor.shape().stream().mapToLong(Long::longValue).toArray();
      long[] strides = new long[sides.length];
      long stride = 1;
      for (int axis = sides.length - 1; axis >= 0; axis--) {
        strides[axis] = stride;
        stride *= sides[axis];
      }
      pickle.text(entry.getKey()).tensor(key, tensor.elements(), 0, sides, strides).op('s');
    }
    pickle.op('s').text("epoch").number(799).op('s').text("args");
    pickle.global("argparse", "Namespace").op(')').op(0x81).op('}');
    pickle.text("input_size").number(224).op('s');
    pickle.text("mask_ratio").op('G').int64(Long.reverseBytes(Double.doubleToLongBits(0.6)));
    pickle.op('s').text("norm_pix_loss").op(0x89).op('s').op('b').op('s');
    TorchArchive archive = TorchArchive.of(pickle.stop());
    storages.forEach(archive::storage);
    return archive.write(folder.resolve("checkpoint-799.pth"));
  }
}
