/** Weights on disk: safetensors files, state dicts by published names, and model folders. */
package io.greenmim.weights;
