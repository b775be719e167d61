/** What is trained and by which loss: the contract of a task, and what it shares with a run. */
package io.greenmim.train.task;
