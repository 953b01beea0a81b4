/**
 * The classes that declare and read keys: a {@code Key} has a name, a type, a default and one line
 * of meaning, a {@code Section} has keys, and a {@code ValueType} reads one value, states what is
 * expected, and describes itself in a JSON Schema. Errors are collected in a {@code Report}, each
 * with its position in the file.
 *
 * <p>Runs once for each load, on the caller's thread; keeps no state between loads.
 */
@NullMarked
package org.holdfast.agent.config.table;

import org.jspecify.annotations.NullMarked;
