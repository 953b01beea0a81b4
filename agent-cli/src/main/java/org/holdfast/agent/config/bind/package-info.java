/**
 * Makes the records of the configuration from the sections that were read, and checks what no
 * single key can. Errors go to the {@code Report}; only a report without errors becomes a
 * configuration. What has to be asked of the machine is asked through {@code Host}.
 */
@NullMarked
package org.holdfast.agent.config.bind;

import org.jspecify.annotations.NullMarked;
