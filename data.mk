# data.mk: the shipped drug master and rules
MASTER_FILES = drugmaster/EDITION drugmaster/README.md drugmaster/classes.csv drugmaster/generic.csv drugmaster/hot.csv drugmaster/ingredients.csv drugmaster/products.csv drugmaster/routes.csv drugmaster/starter-list.csv drugmaster/yj7.csv 
FIELD_FILES = drugmaster/fields/generic-exceptions.csv drugmaster/fields/generic.csv drugmaster/fields/hot.csv drugmaster/fields/price.csv drugmaster/fields/ssk.csv 
RULE_FILES = rules/EDITION rules/README.md rules/allergies.csv rules/cautions.csv rules/classes-dictionary.csv rules/doses.csv rules/forms.csv rules/groups.csv rules/limits.csv rules/messages.en.csv rules/messages.ja.csv rules/pairs.csv rules/patients.csv rules/polypharmacy.csv rules/reasons.csv rules/same-ingredient.csv rules/totals.csv 
EXTRA_DIST += drugmaster/make-starter.py rules/stamp 
