/**
 * Finds likely problems of a host: facts in, findings out. PURE: reads no file, asks no kernel,
 * knows no clock; {@code doctor.look} collects the facts.
 */
@NullMarked
package org.holdfast.agent.doctor;

import org.jspecify.annotations.NullMarked;
