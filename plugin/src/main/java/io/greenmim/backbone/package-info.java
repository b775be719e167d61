/**
 * Families of encoders and the registry that finds them. A family is one package and one line in
 * {@code META-INF/services}; {@link io.greenmim.backbone.Backbones} makes encoders and models of
 * configurations, and tells names and shapes of their parameters from the blocks themselves.
 */
package io.greenmim.backbone;
