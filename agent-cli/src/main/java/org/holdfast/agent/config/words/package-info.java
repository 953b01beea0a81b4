/**
 * The table of keywords: each key of the YAML file, once. The binders, the defaults, the JSON
 * Schema, the reference page and the words of keepalived.conf refer to these keys.
 */
@NullMarked
package org.holdfast.agent.config.words;

import org.jspecify.annotations.NullMarked;
