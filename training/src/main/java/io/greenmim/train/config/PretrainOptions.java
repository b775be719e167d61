package io.greenmim.train.config;

/**
 * Everything that decides a pre-training run but the devices it runs on.
 *
 * @param model what is trained
 * @param data what is trained on
 * @param optimiser how weights move
 * @param run how long it lasts and what it leaves behind
 */
public record PretrainOptions(
    ModelOptions model, DataOptions data, OptimiserOptions optimiser, RunOptions run) {}
