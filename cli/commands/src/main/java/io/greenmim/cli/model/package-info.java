/** Use, publication and listing of models. */
package io.greenmim.cli.model;
