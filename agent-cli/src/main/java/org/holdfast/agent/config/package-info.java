/**
 * The configuration as records, which is what the rest of the agent sees of a file, and the
 * problems that a file has. The records are immutable and were checked when they were created.
 *
 * <p>The rooms below create them. {@code table} reads values by keys; {@code words} is the table of
 * all keys; {@code bind} turns the values into records and makes the checks that concern more than
 * one key; {@code document} is the text of a file and its tree; {@code keepalived} translates a
 * keepalived.conf; {@code pieces} reads again only the virtual servers that have changed; {@code
 * load} puts these together.
 */
@NullMarked
package org.holdfast.agent.config;

import org.jspecify.annotations.NullMarked;
