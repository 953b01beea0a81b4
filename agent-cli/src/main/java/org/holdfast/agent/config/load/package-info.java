/**
 * Reads a configuration file, in YAML or in keepalived's language, into the records of the
 * configuration, and writes configurations back as YAML.
 *
 * <p>Flow: {@link org.holdfast.agent.config.load.ConfigFile} reads the bytes and composes a tree,
 * the table reads the tree, and the binders make records of it. Only a report without errors
 * becomes a configuration. Runs once for each load, on the thread of the caller; holds no state
 * between loads. No Netty and no JNA enters.
 */
@NullMarked
package org.holdfast.agent.config.load;

import org.jspecify.annotations.NullMarked;
