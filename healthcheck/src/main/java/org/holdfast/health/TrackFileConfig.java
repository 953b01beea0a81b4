package org.holdfast.health;

import org.jspecify.annotations.Nullable;

/**
 * A file that holds a number (keepalived's track_file).
 *
 * @param path absolute; the number counts as 0 while the file is missing or empty
 * @param initialValue what the file is made with at the start; null not to make it
 * @param overwrite whether {@code initialValue} replaces what is there
 */
public record TrackFileConfig(
    String name, String path, @Nullable Integer initialValue, boolean overwrite) {}
