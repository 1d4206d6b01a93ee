/** Reads examples for the recipes, and says in a sentence what is wrong with them. */
package org.efficienttransformers.examples.recipes.data;
