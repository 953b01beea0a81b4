/**
 * Translates keepalived.conf: its language (includes, parameters, sequences, quotes, blocks) and
 * its keywords, with keepalived's own defaults and repairs. The result is a tree with the structure
 * of our YAML file, so that the same binders build and check the records of both formats, and a
 * conversion only prints the tree.
 *
 * <p>Flow: {@code SourceReader} produces lines, {@code BlockReader} parses them into statements,
 * and the {@code Vocabulary} of each block translates the statements. Every input results in a
 * tree, with a {@link org.holdfast.agent.config.keepalived.Note} for everything left out of it.
 * Runs once per load on the caller's thread. Uses neither a YAML library, Netty nor JNA, and
 * accesses the host only through {@link org.holdfast.agent.config.keepalived.HostEnvironment}.
 */
@NullMarked
package org.holdfast.agent.config.keepalived;

import org.jspecify.annotations.NullMarked;
