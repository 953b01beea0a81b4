/**
 * Creates the records of the configuration from the sections that were read, and makes the checks
 * that concern more than one key. Errors go to the {@code Report}; only a report without errors
 * becomes a configuration. Questions about the machine are asked through {@code Host}.
 */
@NullMarked
package org.holdfast.agent.config.bind;

import org.jspecify.annotations.NullMarked;
