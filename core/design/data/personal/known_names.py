"""First and family names that are common in many countries; words that mostly mean something else are left out."""

COMMON_FIRST = """
    aadhya aarav aaron abdul abdullah abena abhishek abigail achieng adaeze adam adaora addison adebayo
    adele aditya adrian adriana adrián agathe agnes agnieszka agus agustin agustín ahmad ahmed aidan aiden
    aino aisha aitor ajay akash akinyi akira akosua alan alastair alba albert alberto aldona alejandra
    alejandro aleksander aleksandr aleksandra alessandra alessandro alessia alessio alex alexander alexandra
    alexandre alexei alexis alfie alfred alfredo ali alice alicia alicja alina aline alison alistair allison
    alma alvaro alyssa ama aman amanda amani amara amelia amelie amina aminu amir amit amy ana anais anand
    ananya anastasia anaïs anders anderson andrea andreas andreea andrei andrej andres andrew andrzej aneta
    angel angela angeles angelika angus anil anita anja anjali anke ankit ann anna annalisa anne annegret
    annelies annette annika antje antoine anton antonella antoni antonia antonietta antonina antonio antti
    antônio aoi aoife archie arianna arjan arjun arnau arnaud arnav arne arthur artur arturo asel asha
    ashley ashok asier assunta astrid asuncion asunción asya atieno aubrey audrey aurelie aurora aurélie ava
    axel ayaan ayse azra baptiste barasa barbara barbro baris bart bartlomiej bartosz bartłomiej barış
    bastien beata beatrice beatriz bello ben benedetta benedikt bengt benicio benjamin bernard bernardo
    bernd bernhard beth beverly bianca billy bin birgit birgitta birte bjarne bjorn björn blake boaz bobby
    bogdan bola bongani boris bozena bożena brad bram brandon brenda brett brian brianna brigitte britt
    britta brittany brooke bruce bruna bruno bryan bryce budi burak busra büsra büşra caio caleb callum
    cameron camila camilla camille capucine carina carl carla carlo carlos carmela carmelo carmen carol
    carolina caroline carolyn carter caterina catherine cecilia cecília cedric celine cem cesar chantal
    charles charlotte chase chiara chidi chinedu chioma chloe christa christer christian christiane
    christina christine christoph christophe christopher chukwuemeka ciara cillian ciro claire clara
    clarence claudia claudio clemence clemens clement clive clémence clément cody cole colette colton
    concepcion concepción concetta connie connor conor consuelo corentin corinne cornelis corrie craig
    cristian cristina cynthia czeslaw cédric céline daan dagmar daiki daisuke damian daniel daniela danielle
    danuta dario dariusz darlene darren darryl davi david davide dawid deborah debra declan deepak deepika
    defne dele delphine denis denise deniz dennis derek derya detlef dewi diana diane didier diego dieter
    dimitri dimitris dinesh dirk divya diya dmitri dmitry dolores domenico dominik dominika donald donatella
    donna doreen dorian dorota dorothy douglas dragan duncan dustin dwayne dylan earl easton ebba ebele
    eckhard ecrin edith edoardo edson eduardo edward edyta egon eino ekaterina eleanor elena eleni elias
    elif elijah elisa elisabeth elizabeth elke ella ellen elodie elsa emanuela emeka emil emiliano emilie
    emilio emily emine emma emmanuel emre encarnacion encarnación enrico enrique enzo eoin ercan erdem eric
    erica erik erika ernest ernst erwan esperanza esra esther eszter ethan eugene eusebio eva evan evelyn
    everton evie ewa ewald ewan ewelina eylul eylül eymen ezra fabian fabiana fabio fabrice fang fatima
    fatma federica federico felipe felix femi femke feng ferhat fermin fernanda fernando filip filippo
    filomena finlay finn fiona fleur florent florian folake franca frances francesc francesca francesco
    francis francisca francisco franciszek franck francois francoise frans franz françois françoise fraser
    frauke freddie frederic frederik fredrik freja freya frida frieda friedhelm friedrich fumiko funmi félix
    gabin gabor gabriel gabriela gabriele gael ganesh gareth garrett gary gaurav gavin gaël gbenga geeta
    geir gemma genevieve geneviève gennaro geoffrey george georgios gerald gerd gerhard gerrit gertrud
    ghislaine gianluca gianna gijs gilberto gilles ginevra gino giorgia giorgio giovanna giovanni girish
    giulia giulio giuseppe giuseppina gladys gloria gokhan gonzalo gopal goran gordon grace grayson
    graziella grazyna grażyna greet greg gregorio gregory greta grzegorz guadalupe gudrun guilherme
    guillaume guillermo gunilla gunnar gunter gustav gustavo guy gábor gökhan göran gül günter hailey hakan
    hala haley halina hamish hana hanan hanna hannah hannelore hannes hans hao harald harish harper harriet
    harry hartmut haruto hasan hassan hatice hazel heather hedvig heidi heike heiko heinrich heinz heitor
    helen helena helene helga helmut heloisa heloísa hendrik henk henri henrik henry henryk herbert herve
    hervé hildegard hina hiroshi holger hong horst huda hudson hugo hulya hunter huong huseyin hussein hyun
    håkan hülya hüseyin ian ibrahim ida ifeanyi ifeoma iga ignacio ignacy igor iker ilaria ilker ilse iman
    imani imogen ines inga inge inger ingo ingrid inigo inmaculada inès irene irina irmgard isaac isabel
    isabella isabelle isadora ishaan isidro isla ismael ismail istvan istván ivan ivana iván iwona izabela
    izabella izan iñaki iñigo jaap jacek jack jackson jacob jacqueline jacques jadwiga jaime jakob jakub
    jamal james jan jane janet janina jannik jasmine jason javier jayden jean jean-luc jean-pierre jeffrey
    jelani jelena jennifer jens jeremie jeremy jeroen jerome jerzy jesse jessica jie jimmy jin jing jiri
    jiří joachim joan joana joanna joao joaquin joaquín jocelyne jochen jodie joe joel johan johanna
    johannes john johnny joko jolanta jon jonah jonas jonathan joost jordi jorg jorge jose josef josefa
    josep joseph josette joshua josiah josé joyce joão juan judith judy juha jukka jule jules julia julian
    juliana julie julien juliette julio julián jun jurgen jurre justin justine justus justyna jyoti jérémie
    jérôme jéssica jörg jürgen kacper kaito kamau karan kareem karen karim karin karl karl-heinz karolina
    karthik katalin katarzyna katerina kateřina katharina katherine kathleen kathy katja katrin kavita kavya
    kayla kaylee kazimierz kazuo kees keiko keith kelechi kelly kemal kemi kenji kenneth kenta kerem kerstin
    kevin khadija khaled khalid kieran kim kimberley kimberly kinga kipchoge kiprop kiran kirsty kjell klaus
    klaus-dieter knut kofi kojo konstantin kostas krishna kristin kristina krystyna krzysztof kumar kunal
    kunle kurt kwabena kwame kyle kylie laetitia lakshmi lan landon larissa larry lars lasse laszlo laura
    laurence laurent layla lea leah leandro lech lei leif leila lena leni lenka lennart leo leon leonard
    leonardo leonel leonie lerato leroy leslie leszek leticia letícia levent levi lia liam lidia lina linda
    linh linnea linnéa linus lisa liv logan loic loredana lorena lorenzo lorraine lothar lotte lou louis
    louise lourdes loïc luca lucas lucia luciana lucie lucrezia lucía ludmila ludovic ludovica ludvig luigi
    luis luisa luise lukas lukasz luke lutz luuk lydia lászló léna léo maarten maciej mackenzie mael maelys
    magdalena magnus mahesh mahmoud maisie maite maitê maja malcolm malgorzata malo malte malwina mandla
    manfred manoj manon manuel manuela marc marcel marcela marcelina marcelo marcia marcin marco marcos
    marcus mareike marek margaret margareta margarita margaux margot maria mariam mariana mariangela
    marianne mariano marie marieke marija marijke marilyn mario marion marisa mariusz marjolein mark marko
    markus marlene marloes marta martha martijn martin martina martine martín mary maryam mason massimo
    mateo mateusz matheus mathieu mathilda mathilde mathis mats matteo matthew matthias matti mattia mattias
    maud maureen mauricio maurizio maurício max maxim maxime maximilian maximiliano maël maëlys małgorzata
    meena meera mees mehmet mei melanie melissa melker meltem mercedes merle merve mia michael michaela
    michal michał michel michele michelle michiko mieke miguel mika mikael mikhail mikko mikolaj mikołaj
    mila milagros milan milena millie min mina ming minh mireille mirjam miroslaw mirosław mohamed mohammad
    mohammed monica monika monique montserrat morgan moritz mostafa muhammad mukesh murali murat musa
    mustafa mutua márcia nabil nadia nadine nancy naoki naoko natalia natalie natasha nathalie nathan naveen
    nazli neha nehir nele nelson ngozi nguyen niamh niccolo nicholas nick nico nicola nicolas nicole nicolo
    nicolás nicolò nigel nikhil nikita nikodem nikola nikolai nikos nils nina nisha nitin njeri nneka noa
    noah noe noelia noemi nolan nomsa nomvula noor nora norbert norman noud noé nunzia nur nuria obinna
    oceane océane oddvar odile okan oksana olaf olav ole oleg olga oliver olivia olivier oliwia oluwaseun
    omar omer onur orhan oriol ornella oscar oskar osman otavio otmar otto otávio owen ozlem pablo padraig
    paige pallavi pankaj paola paolo parker pascal pasquale patrice patricia patrick patrik patrizia
    patrycja pau paul paula paulina pauline paulo pavel pawel paweł pedro peggy pekka penelope per peter
    petr petra philip philipp philippe phoebe phyllis pia pierre piet pieter pietro pilar pinar piotr pirjo
    pol pola pooja pradeep prakash preeti preston priya przemyslaw przemysław putri qiang quentin rachel
    radha radoslaw radosław rafael rafaela rafal rafał raffaele ragnhild rahul raimunda rainer raj rajesh
    rakesh ralf ralph ramazan ramesh rami ramon ramón randy rani rania raphael raphaël raquel raul ravi
    raymond rebecca recep reece reem regina reginald reiner reinhard rekha remedios renata renate reyansh
    rhys ria ricardo riccardo richard rik rin rita ritu ritva rizky rob robert roberta roberto robin rocio
    rocío rodrigo roger rohan rohit roland rolf romain roman romane ronald ronan ronnie roos rosa rosangela
    rosanna rosaria rosario rosemarie rosemary rosie roy ruben rubén rudi rudolf rune rupert ruth ruud ryan
    ryszard saanvi saar sabina sabine sabrina sacha sachin sai said sakura salma salvador salvatore sam
    samar sami samir samira samuel samuele sandeep sander sandra sandrine sani sanjay sanne santiago sara
    sarah saskia satish sawsan scarlett scott sean sebastian sebastien sebastião seda segun seija selim
    selma sem serena serge sergei sergey sergio serkan seth severine sevgi shalini shannon sharon shawn
    sherry shota shreya shweta sibel siddharth siegfried sierra signe sigrid silke silvia simon simona
    simone sinan sinead siobhan sipho sita siti siv sjoerd slawomir sneha sofia sofie sofía sola soledad
    solene solveig solène songül sonia soo sophia sophie sota spencer sri srinivas stanislaw stanislawa
    stanisław stanley stefan stefania stefanie stefano stella stephan stephane stephanie stephen steven
    stewart stig stuart stéphane sunil sunita suresh susan susana susanne suzanne sven svetlana swantje
    swati sylvia sylviane sylvie sylwia szymon sébastien séverine sławomir tadeusz takashi takumi tamara
    tammy taner tanja tanner tanya tao tarek tariq tarun tatiana taylor teresa tereza terezinha terje
    terrence terry tetsuya thabo thais thandiwe thanh thaís theo theresa thiago thibault thibaut thierry
    thijs thomas thorsten théo tiago tiffany till tim timea timeo timo timothy timéo tina tiziana tobias
    todd tolga tom tomas tomasz tommaso tomoko tomás torbjorn torsten toshio tracy travis trevor triana
    trinidad tristan trond troy tsubasa tugba tunde turid tuula tuğba tyler tülay uchenna udo ulf ulla
    ulrich ulrike umberto umut ursula urszula usha uta uwe uzoma valentina valeria valerie vanessa varun
    vasilis vega veikko venkatesh vera veronica veronika veronique vesna vicente victor vidya viggo vihaan
    vijay vikram viktor viktoria vincent vincenzo vinicius vinod vinícius viola virginie vitoria vittorio
    vitória vivaan vivek vladimir volkan volker véronique waldemar wale waleed walid walter waltraud wambui
    wanda wanjiru wayne wei wellington wendy werner weronika wesley wiebke wieslaw wiesław wiktor wiktoria
    wilfried wilhelm willem william willie wilma winfried wojciech wolfgang wouter wyatt xabier xavier xia
    ximena xin yakubu yan yang yanis yann yannick yannis yara yasemin yasin yasmin yasmine yasuko yaw yemi
    yetunde ying ylva yoko yolanda yong young yui yuki yumi yuri yusuf yuto yves yvette yvonne zahra zainab
    zbigniew zdenek zdzislaw zehra zeinab zeynep zoe zofia zoran zsolt zuri zuzanna zygmunt álvaro ángeles
    élodie émilie ömer özlem łukasz
"""
COMMON_FAMILY = """
    abbott abubakar acar acosta adam adamczyk adams adebayo adeyemi adkins afolabi agarwal agrawal aguilar
    aguirre agyeman ahmed akinola aksoy albrecht alexander ali allen almeida alonso alvarado alvarez alves
    amato amoah andersen anderson andersson andrade andre andrews andré appiah araujo araújo armstrong
    arnaud arnold arslan asante ashworth aslan aubert axelsson aydin aydın azevedo bailey baker bakker
    baldwin ballard balogun banerjee baran barbier barbieri barbosa barker barnes barnett barone barrett
    barton bass batista battaglia bauer baumann beck becker bellini bello benedetti benitez bennett benson
    benítez berger berglund bergman bergmann bergstrom bergström bernard bertrand besnard beyer bhat bianchi
    bianco blackwood blair blake blanc blanco blom boateng bogdanov bohlmann bohm bondarenko bonnet boone
    borges bos bose boucher bowen bowers bowman boyd bradley brady brandt braun bravo brennan brewer briggs
    brinkmann brock brouwer bruce brun brunet bruno bryant buchanan bulut burgess burke burns burton butler
    byrd byrne böhm caballero cabrera cai cain caldwell callahan calvo campbell campos cannon cano cao
    carbone cardoso carlson carr carrasco carroll carson carter caruso carvalho casey castillo castro
    cattaneo cavalcanti celik cetin chambers chandler chapman charpentier chatterjee chauhan chavez chen
    cheng chevalier cho choi chopra christensen chukwu claes clark clarke clayton cobb cohen colas cole
    coleman collins colombo conner conte conti contreras cook cooper copeland coppola correia cortes cortez
    cortés costa cox craig crawford cruz cummings cunha cunningham curry curtis dabrowski dalton daly daniel
    danjuma das david davidson davies davis dawson dekker delgado demir deng denis dennis desai diallo dias
    diaz dietrich diez dijkstra ding dixon dlamini dogan dominguez domínguez dong donnelly douglas doyle
    doğan dubois duda dudek dumont duncan dupont durand dutta duval díaz díez dąbrowski ebert edwards eklund
    ekstrom ekström elliott ellis erdogan erdoğan erickson eriksson espinoza esposito esteban estrada evans
    eze fabbri fairfax farina farouk faure fedorov feng ferguson fernandes fernandez fernández ferrara
    ferrari ferraro ferreira ferri figueroa fischer fisher fitzgerald fleming fletcher flores floyd fontaine
    fontana forsberg foster fowler francis francois franke franklin fraser frazier fredriksson freeman
    freitas friedrich fuchs fuentes fuller gaillard gallagher gallego galli gallo gao garcia garcía garner
    garnier garrett garza gatti gauthier gentile george ghosh gibbs gibson gil gilbert gill giordano girard
    giraud giuliani glover golubev gomes gomez gonzalez gonzález goodman goodwin goossens gordon gorski
    grabowski graf graham grassi grasso greco greene greer gregory griffin griffith groß gruber guerin
    guerrero gunes gunther guo gupta gustafsson gutierrez gutiérrez guzman guérin gómez górski güneş günther
    haas haase haddad hagen hahn hale hall halvorsen hamilton hammond hampton hansen hanson hargreaves
    harmon harrington harris hartmann harvey hassan haugen hawkins hayes haynes hedlund heikkinen heinrich
    henderson hendriks hendrix henriksson henry hermans hernandez hernández herrera herrero herrmann hicks
    higgins hill hines hoang hodges hoekstra hoffman hoffmann hofmann holland holloway holm holmes holt
    hopkins horton horvat horvath horváth howard howell huang hubbard huber hudson huff hughes huisman hunt
    hunter hussain hussein ibañez ibrahim ibáñez iglesias ingram ionescu ito ivanov ivanova iyer jablonski
    jabłoński jackson jacobs jacobsen jager jain james jang jankowski jansen janssen jarvinen jaworski jean
    jefferson jenkins jennings jensen jiang jimenez jiménez johansen johansson johnson johnston joly jones
    jong jonsson joseph joshi jung jäger kaiser kamau kaminski kamiński kang kapoor kara kariuki karlsson
    kato kavanagh kaya keller kelly kennedy keskin khan khoury khumalo kilic kim kimani kirsch klein
    kobayashi koc koch kohler kok konig korhonen korkmaz koskinen koster kovacs kovalenko kovács kowalczyk
    kowalska kowalski kozlov kozlowski kozłowski koç kramer krause kravchenko krawczyk krishnan krol kruger
    krämer król krüger kuhn kuipers kulkarni kumar kunz kurt kurz kuznetsov köhler könig kühn kılıç lambert
    lange larsen larson larsson laurent lawal lawrence lawson lebedev leclerc lee lefebvre lefevre lefèvre
    legrand lehmann lehtonen lemoine leon leonard leone leroux leroy lewandowski lewis león li liang lima
    lin lindberg lindgren lindner lindqvist lindsey lindstrom lindström liu lloyd logan lombardi lombardo
    longo lopes lopez lorenz lowe lozano luca lucas ludwig lundberg lundgren lundin luo lutz lynch lyons
    lópez macdonald machado mack mackenzie maclean macleod maes mahmoud maier majewski makinen maldonado
    malhotra malik malinowski malone mancini manning mansour marchand marchetti mariani marin marini marino
    marques marquez marshall martin martinelli martinez martini martins martínez marín mason massey masson
    mathieu mathis matthews mattsson maxwell mayer mazur mazza mcbride mccarthy mccormick mccoy mcdaniel
    mcdonald mcgee mckinney mclaughlin medina mehta meijer melnyk melo mendes mendez mendoza menon mensah
    mercer mercier mertens messina meunier meyer michalski michel miller miranda mishra mitchell moen
    mohammed mokoena molina moller monteiro montero montgomery monti moody moore mora morales moran moreau
    moreira morelli moreno moretti morgan morin morozov morris morrison morton mostafa moura mukherjee
    mulder muller mullins munoz murphy murray musa mwangi myers márquez mäkinen möller müller nagel nagy
    naidoo naidu nair nakamura nascimento nasser navarro ndlovu neal nelson neri neumann newman newton
    nguyen nicolas nielsen nieminen nieto nilsson njoroge nkosi noel nolan norman norris norton novak
    novikov novotny nowak nowicki noël nunes nunez nuñez nwankwo nwosu nystrom nyström núñez obi obrien
    oconnor odhiambo odonnell ogunleye okafor okeke okonkwo okoro oladipo olawale oliveira oliver olivier
    olsen olson olsson olszewski oneill onyango oppermann orlando ortega ortiz osborne osei otieno otto owen
    owens owusu ozcan ozdemir ozturk padilla palmer palumbo pan pandey papadopoulos parisi parker parsons
    pascual patel patrick patterson patton paul pavlov pawlak pawlowski pawłowski payne pearson pedersen
    peeters pellegrini pellegrino pemberton pena peng pereira perez perrin perry persson peters peterson
    petit petrov petrova pettersson peña pfeiffer pham phan philippe phillips picard pierce pietrzak pillai
    pinto pires pittman pohl pohlmann polat popa popescu popov popova porter postma powell prasad pratt
    prieto prins pruitt pérez quinn rajan raju ramirez ramos ramsey ramírez rao rasmussen reddy redondo reed
    reese reeves reid reis ren renard renaud reuter reyes reynolds rhodes ribeiro ricci richard richards
    richter riley rinaldi rios riviere rivière rizzi rizzo robbins roberson robert roberts robertson
    robinson rocha roche rodgers rodrigues rodriguez rodriquez rodríguez roger rogers rojas romano romero
    ross rossi roth rousseau roussel roux roy rubio ruiz russell russo rutkowski ryan saarinen sadowski
    sahin sala salas salazar saleh salminen sanchez sandberg sanders sandoval sandstrom sani sanna santiago
    santoro santos sanz sartori sato sauer saunders saxena schipper schmidt schmitt schneider scholz
    schouten schreiber schreiner schroder schröder schubert schultz schulz schuster schwartz schwarz scott
    seidel semenov sen serra serrano shah sharma shaw sheikh shelton shen sherif sherman shevchenko sikora
    silva silvestri simmons simon simpson sims simsek sinclair singh singleton sjoberg sjöberg smirnov
    smirnova smit smith smits snyder sokolov solberg sommerfeld sorensen soto souza sparks spencer
    srivastava stanley stanton steele steiner stephens stepien stevens stevenson stewart stokes strickland
    stępień suarez subramanian sullivan sutton suzuki suárez svensson svoboda swanson szabo szabó szewczyk
    szymanski szymański sánchez sørensen takahashi tanaka tang tate taylor teixeira tekin terry testa thakur
    thiel thomas thompson thornton tian tiwari tkachenko todd tomaszewski torres toth townsend tran traore
    trivedi tucker turan turner tyler tóth uche ullrich valdez valentini vargas vasquez vaughn vazquez
    veenstra vega venkatesan verhoeven verma vermeulen vidal vieira villa vincent vink vinogradov virtanen
    visser vitale vogel vogt voigt volkov vorobyov vos vázquez wade wagner walczak walker wallace wallin
    walsh walter walters walton wang wanjiku warner watanabe watkins watson watts webb weber wei weiss welch
    wells werner wheeler whitaker whitfield wieczorek wilkins willems williams williamson willis wilson
    winkler wisniewska wisniewski witkowski wiśniewski wojcik wolf wolfe wong wouters wozniak woźniak wright
    wrobel wróbel wu wójcik xiao xie xu yadav yamada yamamoto yang yates yavuz yildiz yilmaz yoon yoshida
    young yuan yusuf yıldız yılmaz zajac zając zawadzki zhang zhao zheng zhou zhu ziegler zielinski
    zieliński zimmerman zimmermann zulu álvarez çelik çetin özcan özdemir öztürk şahin şimşek
"""
CHINESE_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘"
    "于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
)
KOREAN_FAMILY = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공"
)
COMMON_JAPANESE = """
    佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上
    木村 林 斎藤 清水 山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川
    藤田 後藤 近藤 村上 遠藤 青木 坂本 斉藤 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 原田
"""
COMMON_ARABIC = """
    محمد أحمد احمد علي حسن حسين عمر خالد عبدالله يوسف إبراهيم مصطفى محمود سعيد
    فاطمة مريم عائشة زينب نور سارة ليلى هدى
"""

FIRST_NAMES = frozenset(COMMON_FIRST.split())
FAMILY_NAMES = frozenset(COMMON_FAMILY.split())
JAPANESE_FAMILY = tuple(COMMON_JAPANESE.split())
ARABIC_FIRST = frozenset(COMMON_ARABIC.split())
