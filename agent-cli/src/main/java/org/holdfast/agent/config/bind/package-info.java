/**
 * Builds the configuration records from the parsed sections, and performs the checks that concern
 * more than one key. Errors are added to the {@code Report}; a configuration results only if the
 * report has no errors. All access to the machine goes through {@code Host}.
 */
@NullMarked
package org.holdfast.agent.config.bind;

import org.jspecify.annotations.NullMarked;
