/**
 * The old keepalived.conf, read as it is: its language (includes, parameters, sequences, quotes,
 * blocks), its keywords with keepalived's own defaults and repairs, and what each becomes in our
 * configuration. The outcome is a tree of the same shape as our YAML file, so that one binder makes
 * and checks the records of both, and so that converting is printing the tree.
 *
 * <p>Flow: {@code SourceReader} makes lines, {@code BlockReader} statements, a {@code Vocabulary}
 * for each block gives every keyword its meaning. Total: whatever the input, there is a tree, and a
 * {@link org.holdfast.agent.config.keepalived.Note} for all that is not in it. Runs once per load
 * on the caller's thread; no YAML library, no Netty, no JNA enters, and the world is seen through
 * {@link org.holdfast.agent.config.keepalived.HostEnvironment} alone.
 */
@NullMarked
package org.holdfast.agent.config.keepalived;

import org.jspecify.annotations.NullMarked;
