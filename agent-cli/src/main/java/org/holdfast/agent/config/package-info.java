/**
 * The records of the configuration, which the rest of the agent uses, and the problems of a
 * configuration file. The records are immutable and validated at creation.
 *
 * <p>The packages below create the records. {@code table} reads values by keys; {@code words} is
 * the table of all keys; {@code bind} converts the values to records and performs the checks that
 * concern more than one key; {@code document} has the text of a file and its tree; {@code
 * keepalived} translates a keepalived.conf; {@code pieces} rereads only the virtual servers that
 * have changed; {@code load} combines these packages.
 */
@NullMarked
package org.holdfast.agent.config;

import org.jspecify.annotations.NullMarked;
