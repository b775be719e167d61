/**
 * The model zoo: found by DJL through {@code ServiceLoader}, loaded through {@code Criteria}.
 *
 * <p>A zoo is a DJL repository: {@code model/<application>/io/greenmim/<artifact>/metadata.json}
 * with the files of each version in a folder beside it, and an index of the metadata files at the
 * root. It lies on the class path, in a folder or behind a web server. DJL knows no application for
 * encoders, so they are published as {@code cv}, computer vision in general: a search for
 * classifiers or detectors does not meet them. Classifiers are published as {@code
 * cv/image_classification}, where DJL's users look for them.
 */
package io.greenmim.zoo;
