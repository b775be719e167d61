/** Sentences as vectors: any sentence encoder that DJL loads, with its tokenizer. */
package io.greenmim.text;
