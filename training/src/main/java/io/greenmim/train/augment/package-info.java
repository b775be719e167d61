/**
 * What supervised training does to images beyond cropping and mirroring: RandAugment, random
 * erasing, Mixup and CutMix with their soft targets.
 *
 * <p>Everything random comes from a generator that the caller seeds for a sample or a batch: the
 * same seed gives the same bits, on any thread. Whatever changes one image works on bytes, on the
 * loader's threads; what mixes a batch is planned there and carried out on the device, on
 * normalised numbers ({@link io.greenmim.train.augment.MixingPlan}).
 */
package io.greenmim.train.augment;
