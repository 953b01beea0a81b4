/**
 * The YAML file: one table of keywords, from which come the binder, the printer, the defaults, the
 * JSON Schema and the reference page. Runs once per load on the caller's thread; holds no state
 * between loads.
 *
 * <p>Flow: {@link org.holdfast.agent.config.ConfigFile} reads and composes, {@code Section} reads
 * by the table into {@code Fields}, {@code VrrpBinder} makes records of them and checks what no
 * single key can. Errors are collected in a {@code Report}; only a report without errors becomes a
 * configuration.
 *
 * <p>There is no way back from records to a file. {@link org.holdfast.agent.config.ConfigPrinter}
 * prints the {@code Fields} that were read, through the same table; {@code YamlWriter} makes text
 * of them. What is printed is read as equal records.
 *
 * <p>The agent starts cold through here, so this path has no reflection, no regular expression and
 * no stream; texts are built when something is wrong. No Netty, no JNA enters.
 */
@NullMarked
package org.holdfast.agent.config;

import org.jspecify.annotations.NullMarked;
