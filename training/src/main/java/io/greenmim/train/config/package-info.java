/** Options of training runs as immutable records. Depends on the plugin's configuration only. */
package io.greenmim.train.config;
