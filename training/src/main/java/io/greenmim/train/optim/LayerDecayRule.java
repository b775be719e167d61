package io.greenmim.train.optim;

import io.greenmim.model.Encoder;

/**
 * How the layers of an encoder are counted for layer-wise decay of the learning rate (Bao et al.,
 * 2021, arXiv 2106.08254): a parameter moves at the rate times the decay to the power of the layers
 * behind it. In both rules a block is a layer, what embeds the image another one in front, and the
 * head, behind, moves at the full rate.
 */
public enum LayerDecayRule {
  /**
   * As {@link io.greenmim.model.ParameterRole} has it: each block is a layer. In Swin, as SimMIM's
   * code has it, merging belongs to the block before it, the last normalisation to the head; other
   * families are as with {@link #TIMM}, but for PVT v2. Pre-training and detection count so.
   */
  SIMMIM {
    @Override
    int behind(Encoder encoder, String name) {
      return encoder.layerCount() - 1 - encoder.role(name).layer();
    }
  },
  /**
   * As timm: merging belongs to the block behind it, the last normalisation to the last block, or
   * to the head where it follows the mean over positions; a stage of PVT v2 is one layer.
   */
  TIMM {
    @Override
    int behind(Encoder encoder, String name) {
      return encoder.timmLayersBehind(name);
    }
  };

  abstract int behind(Encoder encoder, String name);

  /**
   * Counts the layers behind a parameter.
   *
   * @param encoder the encoder
   * @param name path of the parameter inside the encoder, or the name of one that stands on it
   * @return layers between it and the loss that slow it down; 0 for what is not the encoder's
   */
  public int layersBehind(Encoder encoder, String name) {
    return encoder.parameters().containsKey(name) ? behind(encoder, name) : 0;
  }
}
