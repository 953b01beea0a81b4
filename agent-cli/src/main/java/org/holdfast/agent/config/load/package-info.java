/**
 * Reads a configuration file, in YAML or in keepalived's language, into the records of the
 * configuration, and writes configurations back as YAML.
 *
 * <p>Flow: {@link org.holdfast.agent.config.load.ConfigFile} reads the bytes and composes a tree,
 * the table reads the tree, and the binders create the records. Only a report without errors
 * becomes a configuration. Runs once for each load, on the caller's thread; keeps no state between
 * loads. Uses neither Netty nor JNA.
 */
@NullMarked
package org.holdfast.agent.config.load;

import org.jspecify.annotations.NullMarked;
