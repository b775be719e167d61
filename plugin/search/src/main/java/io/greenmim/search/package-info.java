/**
 * An index of images on disk: a vector for each, searched by its neighbours in the graph of
 * hierarchical navigable small worlds (Malkov and Yashunin, arXiv 1603.09320) that Apache Lucene
 * builds. Whose vectors they are, the index keeps; those of another model are refused.
 */
package io.greenmim.search;
