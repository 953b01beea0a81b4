/**
 * Reads a configuration file, in YAML or in keepalived's format, into the configuration records,
 * and writes configurations as YAML.
 *
 * <p>Flow: {@link org.holdfast.agent.config.load.ConfigFile} reads the bytes and composes a tree,
 * the table reads the tree, and the binders create the records. A configuration results only if the
 * report has no errors. Runs once for each load, on the caller's thread; keeps no state between
 * loads. Uses neither Netty nor JNA.
 */
@NullMarked
package org.holdfast.agent.config.load;

import org.jspecify.annotations.NullMarked;
