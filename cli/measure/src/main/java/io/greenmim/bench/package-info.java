/**
 * Benchmarks: the speed, the work and the memory of pre-training, features, grouping and loading,
 * measured in virtual machines of their own where one case could disturb another.
 */
package io.greenmim.bench;
