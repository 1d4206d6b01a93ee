/** What recipes have in common: the model, the options of a training, and how it is shown. */
package org.efficienttransformers.examples.recipes.run;
