/**
 * Finds likely problems of a host from the collected facts. PURE: accesses neither files, the
 * kernel nor a clock; {@code doctor.look} collects the facts.
 */
@NullMarked
package org.holdfast.agent.doctor;

import org.jspecify.annotations.NullMarked;
