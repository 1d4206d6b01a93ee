/**
 * What a text of a length costs with each mechanism, estimated from the sizes of an encoder: {@link
 * org.efficienttransformers.examples.plan.MemoryEstimate} and {@link
 * org.efficienttransformers.examples.plan.MultiplyAdds}.
 */
package org.efficienttransformers.examples.plan;
