/**
 * Stateless functions on arrays that DJL lacks. The one package that may import {@code
 * ai.djl.pytorch}.
 */
package io.greenmim.ops;
