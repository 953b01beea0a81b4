package org.holdfast.health;

import org.jspecify.annotations.Nullable;

/**
 * A file that holds a number (keepalived's track_file).
 *
 * @param path absolute; the number counts as 0 while the file is missing or empty
 * @param initialValue the value with which the file is created at the start; null not to create it
 * @param overwrite whether {@code initialValue} replaces existing content
 */
public record TrackFileConfig(
    String name, String path, @Nullable Integer initialValue, boolean overwrite) {}
