"""What candidates, superiors and inspectors write: other words than those of
harness.documents, without the headings that make it easy."""


def lettre(name, post="le poste de coordonnateur", to="Madame, Monsieur"):
    return (f"{name}\n12 rue des Lices\n13100 Aix-en-Provence\n"
            "06 00 00 00 00\n\nAix, le 5 mai 2026\n\n"
            f"{to},\n\nEnseignant titulaire depuis 2011, j'ai découvert le "
            "décrochage scolaire en accompagnant des élèves de seconde "
            f"professionnelle. Aujourd'hui, je souhaite vivement rejoindre "
            f"{post} et je me permets de vous soumettre ma candidature.\n\n"
            "Rigoureux et à l'écoute, je sais travailler avec les familles et "
            "les partenaires. Je reste à votre disposition pour un entretien."
            f"\n\nVeuillez agréer, {to}, mes respectueuses salutations.\n\n"
            f"{name}")


def parcours(name, school="collège Longchamp"):
    return (f"{name}\nNée le 4 avril 1984 – permis B – 06 00 00 00 00\n\n"
            "EXPÉRIENCES PROFESSIONNELLES\n"
            f"2017-2026 : professeure de lettres, {school}\n"
            "2013-2017 : TZR, académie d'Aix-Marseille\n\n"
            "DIPLÔMES\n2012 : CAPES de lettres modernes\n"
            "2010 : master 2, Aix-Marseille Université\n\n"
            "COMPÉTENCES\nPix, conduite de projet, anglais B2\n\n"
            "LOISIRS\nChorale, escalade")


def avis(name, who="M. Roger, principal du collège Longchamp"):
    return (f"Je soussigné, {who}, donne un avis très favorable à la demande "
            f"de {name}, dont l'engagement auprès des élèves en difficulté "
            "est reconnu de tous.\n\nFait à Marseille, le 6 mai 2026\n"
            "Signature et cachet de l'établissement")


def rendez_vous(name):
    return ("COMPTE RENDU DU RENDEZ-VOUS DE CARRIÈRE\nAnnée 2023-2024\n\n"
            f"Agent évalué : {name}\nDiscipline : lettres modernes\n"
            "Appréciation générale de l'inspectrice d'académie, inspectrice "
            "pédagogique régionale : excellent\n"
            "Niveau d'expertise : très satisfaisant")


def fiche(name):
    return ("FICHE DE CANDIDATURE\nPoste spécifique : enseignant "
            f"coordonnateur micro-école\n\nNom et prénom : {name}\n"
            "Affectation actuelle : école Quintine, Carpentras\n"
            "Ancienneté générale de service : 14 ans\n"
            "Titres : CAFIPEMF, CAPPEI")


def bulletin(name):
    return (f"BULLETIN DU 2E TRIMESTRE\nÉlève : {name}\nClasse : 3e B\n"
            "Français 9,5 Mathématiques 7,2\nAppréciation générale : absences "
            "trop nombreuses")
