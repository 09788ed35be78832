/**
 * Training crops: photos, what is known of them and a face finder go in; squares as the classifier
 * will see them in use, with some of their surroundings, and a table of them come out.
 */
package io.github.smiledetector.train.crops;
