/**
 * The index plan of the green forward pass: which visible token attends with which.
 *
 * <p>Windows with different numbers of visible tokens are packed into groups of equal size (Group
 * Window Attention and Optimal Grouping, GreenMIM, arXiv 2205.13515, sections 3.2 and 3.3).
 * Everything follows from the mask alone, so a plan is made once a batch, on the host, for all
 * stages. Entry point: {@link io.greenmim.grouping.GreenPlanner}. JDK only, no {@code ai.djl}.
 */
package io.greenmim.grouping;
